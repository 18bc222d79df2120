type Outcome = readonly [outcome: 'compiles' | 'refused' | 'needs a later issue', diagnostics: string];

/**
 * What the compiler says of 41 pipeline files that people wrote for the older dialect: each diagnostic as `line:code`
 * (warnings end with `?`), judged by hand as the file's author would. `needs a later issue`: nothing else is wrong.
 */
export const REAL_FILES: { readonly [file: string]: Outcome } = {
  'advanced/iterative_refinement.yaml': [
    'refused',
    `
    27:unknown_key 36:needs_later 69:needs_later 73:undefined_name
    76:cycle 79:undefined_name 105:unknown_action 111:undefined_name 118:needs_later
    123:undefined_name 126:undefined_name 129:self_reference
    161:needs_later 189:needs_later 222:needs_later 259:undefined_name 290:undefined_name 331:no_effect?
  `,
  ],
  'advanced/multi_modal_processing.yaml': [
    'refused',
    `
    30:unknown_tool 39:unknown_tool 50:unknown_tool 61:unknown_action 70:needs_later 114:needs_later
    147:needs_later 185:needs_later 222:needs_later 259:needs_later 301:needs_later 397:yaml_syntax
  `,
  ],
  'advanced/parallel_processing.yaml': [
    'refused',
    `
    23:no_effect? 24:no_effect? 25:no_effect? 30:needs_later 47:needs_later 49:unknown_key 50:wrong_type
    51:unknown_key 60:needs_later 61:unknown_key 62:wrong_type 63:unknown_key 100:needs_later
    102:unknown_key 103:wrong_type 104:unknown_key 125:needs_later 159:needs_later 184:needs_later
    216:undefined_name 248:undefined_name 287:no_effect?
  `,
  ],
  'basic/conditional_logic.yaml': [
    'refused',
    `
    26:needs_later 40:needs_later 58:needs_later 76:needs_later 94:needs_later 115:needs_later
    141:undefined_name 175:no_effect?
  `,
  ],
  'basic/hello_world.yaml': ['needs a later issue', `17:needs_later 29:no_effect?`],
  'claude_skills_refactor/01_simple_code_review.yaml': [
    'refused',
    `18:unknown_action 33:unknown_action 49:unknown_action 68:no_effect? 69:no_effect?`,
  ],
  'claude_skills_refactor/02_research_synthesis.yaml': [
    'refused',
    `23:unknown_action 35:unknown_action 55:unknown_action 73:no_effect? 74:no_effect?`,
  ],
  'claude_skills_refactor/03_parallel_data_processing.yaml': [
    'refused',
    `
    26:unknown_action 41:unknown_action 54:unknown_action 67:unknown_action 80:unknown_action
    104:no_effect? 105:no_effect?
  `,
  ],
  'data_processing.yaml': ['needs a later issue', `28:needs_later 81:needs_later 105:needs_later`],
  'data_processing_pipeline.yaml': [
    'refused',
    `46:invalid_parameter 70:duplicate_key 143:needs_later 196:needs_later 374:undefined_name`,
  ],
  'enhanced_research_pipeline.yaml': [
    'refused',
    `
    8:no_effect? 17:no_effect? 31:unknown_key 51:unknown_key 51:undefined_name 52:unknown_key
    53:unknown_key 56:invalid_value 58:unknown_key 59:unknown_key 67:unknown_key
    68:unknown_key 76:unknown_key 82:needs_later 84:misplaced_key 90:unknown_key
    111:unknown_tool 115:misplaced_key 119:unknown_key 132:no_effect? 133:no_effect? 139:needs_later
    142:misplaced_key 161:unknown_key 176:unknown_key 381:no_effect? 382:no_effect? 383:no_effect?
    384:no_effect? 385:no_effect? 386:no_effect? 389:no_effect? 410:no_effect? 416:no_effect?
    423:no_effect?
  `,
  ],
  'enhanced_until_conditions_demo.yaml': ['refused', `5:unknown_key 49:wrong_type`],
  'error_handling_examples.yaml': [
    'refused',
    `
    29:unknown_action 36:prose_action? 43:unknown_action 51:prose_action? 60:prose_action?
    67:prose_action? 71:undefined_name 75:unknown_action 78:undefined_name 82:prose_action?
    90:prose_action? 99:prose_action? 107:unknown_action 114:prose_action? 120:prose_action?
    127:prose_action? 134:unknown_action 144:prose_action?
    150:prose_action? 156:prose_action? 163:prose_action?
    170:unknown_action 173:undefined_name 178:prose_action? 186:prose_action? 195:prose_action?
    202:prose_action? 209:unknown_action 221:unknown_action 223:undefined_name 224:undefined_name
    225:undefined_name 230:unknown_action 237:prose_action? 247:unknown_action 249:undefined_name
    250:undefined_name 251:undefined_name 255:prose_action? 259:undefined_name
    264:prose_action? 267:undefined_name 273:unknown_action 276:undefined_name 280:prose_action?
    286:no_effect? 290:prose_action? 297:prose_action? 304:unknown_action 308:no_effect? 313:hidden_step
  `,
  ],
  'fact_checker.yaml': [
    'needs a later issue',
    `
    35:no_effect? 41:needs_later 68:no_effect? 74:needs_later 93:no_effect? 97:needs_later 99:no_effect?
    102:needs_later 127:needs_later 129:no_effect? 132:needs_later 158:needs_later 202:no_effect?
  `,
  ],
  'file_inclusion_demo.yaml': [
    'refused',
    `
    11:template_not_rendered? 30:unknown_action 34:unexpected_token 42:needs_later 50:unknown_action
    55:text_not_included? 64:unknown_action 69:unexpected_token 78:text_not_included? 89:undefined_name
    95:unexpected_token
  `,
  ],
  'integrations/cloud_services.yaml': [
    'refused',
    `
    25:no_effect? 32:no_effect? 39:no_effect? 50:needs_later 63:unknown_tool 77:unknown_tool
    93:unknown_tool 116:unknown_tool 130:unknown_tool 144:unknown_tool 161:unknown_tool 183:unknown_tool
    197:unknown_tool 210:unknown_tool 226:unknown_tool 248:unknown_tool 261:needs_later 310:needs_later
    440:yaml_syntax
  `,
  ],
  'mcp_integration_pipeline.yaml': [
    'needs a later issue',
    `16:needs_later 28:needs_later 51:needs_later 98:needs_later`,
  ],
  'mcp_memory_workflow.yaml': ['refused', `53:unknown_tool`],
  'migration/legacy_to_refactored.yaml': [
    'refused',
    `
    24:needs_later 32:needs_later 42:needs_later 43:unknown_key 53:needs_later 96:no_effect?
    115:no_effect? 198:no_effect? 250:no_effect?
  `,
  ],
  'migration/version_comparison.yaml': [
    'refused',
    `
    4:missing_key 13:unknown_key 24:unknown_key 42:unknown_key 74:unknown_key 124:unknown_key
    143:unknown_key 174:unknown_key 205:unknown_key 263:unknown_key 291:unknown_key 340:no_effect?
  `,
  ],
  'minimal_error_test.yaml': [
    'refused',
    `10:unknown_action 17:prose_action? 27:prose_action? 31:undefined_name 33:no_effect?`,
  ],
  'model_routing_demo.yaml': [
    'refused',
    `16:unknown_tool 38:needs_later 54:needs_later 71:needs_later 88:unknown_tool 108:undefined_name`,
  ],
  'modular_analysis_pipeline.yaml': [
    'refused',
    `
    24:undefined_name 38:undefined_name 55:no_effect? 57:no_effect? 58:no_effect? 59:no_effect?
    60:no_effect? 61:no_effect? 62:no_effect? 70:unreadable_file 74:no_effect? 77:no_effect?
    78:no_effect? 79:no_effect? 80:no_effect? 81:no_effect? 82:no_effect? 91:unreadable_file
    95:no_effect? 98:no_effect? 99:no_effect? 100:no_effect? 101:no_effect? 102:no_effect?
    103:no_effect? 112:unreadable_file 117:no_effect? 120:no_effect? 121:no_effect? 122:no_effect?
    123:no_effect? 124:no_effect? 125:no_effect? 148:unknown_tool 153:undefined_name 160:unknown_tool
    166:undefined_name 174:undefined_name 224:undefined_name 244:undefined_name 254:undefined_name
    257:undefined_name
  `,
  ],
  'modular_analysis_pipeline_fixed.yaml': [
    'refused',
    `
    24:undefined_name 37:undefined_name 54:no_effect? 55:no_effect? 62:unreadable_file 66:no_effect?
    69:no_effect? 77:unreadable_file 81:no_effect? 84:no_effect? 92:unreadable_file 97:no_effect?
    100:no_effect? 123:unknown_tool 128:undefined_name 135:unknown_tool 141:undefined_name
    152:needs_later 171:unknown_filter 174:unknown_filter 188:unknown_tool 191:undefined_field
    192:undefined_name 204:undefined_name 224:undefined_name 234:undefined_name 236:undefined_field
  `,
  ],
  'multimodal_processing.yaml': [
    'refused',
    `
    25:unknown_tool 34:unknown_tool 45:unknown_tool 53:undefined_name 59:unknown_tool 67:unknown_tool
    77:unknown_tool 84:unknown_tool 90:undefined_name 95:unknown_tool 111:undefined_name
    120:undefined_name 229:undefined_name
  `,
  ],
  'research_advanced_tools.yaml': [
    'refused',
    `
    25:needs_later 34:needs_later 45:unknown_tool 53:no_effect? 57:needs_later 106:needs_later
    218:no_effect? 221:unknown_tool 232:no_effect? 235:undefined_field
  `,
  ],
  'research_minimal.yaml': ['refused', `18:needs_later 25:needs_later 90:undefined_field`],
  'simple_data_processing.yaml': ['compiles', ''],
  'simple_error_handling.yaml': [
    'refused',
    `
    17:unknown_action 22:no_effect? 26:unknown_action 32:prose_action? 39:unknown_action
    45:prose_action? 51:unknown_action 58:prose_action? 65:prose_action? 71:unknown_action
  `,
  ],
  'simple_error_handling_basic.yaml': [
    'refused',
    `
    17:unknown_action 20:no_effect? 24:unknown_action 27:no_effect? 31:prose_action? 42:no_effect?
    46:unknown_action 49:no_effect?
  `,
  ],
  'simple_timeout_test.yaml': ['compiles', `6:prose_action?`],
  'statistical_analysis.yaml': ['refused', `27:needs_later 40:needs_later 54:needs_later 112:undefined_field`],
  'sub_pipelines/data_preprocessing_sub.yaml': ['needs a later issue', `15:needs_later`],
  'sub_pipelines/sentiment_analysis.yaml': ['needs a later issue', `131:needs_later`],
  'sub_pipelines/statistical_analysis.yaml': ['needs a later issue', `98:needs_later`],
  'sub_pipelines/trend_analysis.yaml': ['needs a later issue', `139:needs_later`],
  'test_simple_pipeline.yaml': ['refused', `8:needs_later 17:undefined_name 21:unknown_tool 26:undefined_name`],
  'until_condition_examples.yaml': [
    'refused',
    `
    10:unknown_action 17:unknown_action 30:unknown_action 46:unknown_action 54:unknown_action
    62:unknown_action 71:unknown_action
  `,
  ],
  'web_research_pipeline.yaml': [
    'refused',
    `
    19:needs_later 29:needs_later 51:needs_later 54:wrong_type 55:unknown_key 62:unknown_tool
    64:unknown_key 74:needs_later 75:unknown_key 95:needs_later 102:unknown_filter 115:needs_later
    155:undefined_name 177:undefined_name 223:undefined_name 227:needs_later 251:undefined_field
  `,
  ],
  'web_research_pipeline_simple.yaml': [
    'refused',
    `
    19:needs_later 27:needs_later 48:needs_later 76:needs_later 104:undefined_name 108:undefined_name
    131:undefined_name 135:needs_later 168:undefined_name
  `,
  ],
  'working_web_search.yaml': ['refused', `9:needs_later 16:needs_later 57:undefined_field`],
};
