/** The protocol of the window's own files. */
export const APP_SCHEME = 'app';
/** As a secure site with an origin of its own; said before Electron is ready, or never. */
export const SCHEME_PRIVILEGES = { standard: true, secure: true, supportFetchAPI: true, codeCache: true } as const;
