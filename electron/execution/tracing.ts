const TRACING = ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'];

/** LangGraph would send every run to a server where one of these says so: they are forced off (E18). */
export function forceTracingOff(env: { [name: string]: string | undefined }): void {
  for (const name of TRACING) env[name] = 'false';
}
