import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * What both hosts refuse, as pure functions (monitor.md "Security"). Nothing is loaded but the app's own files; nothing
 * is evaluated from text; styles may be inline because positioned graphs and virtual lists need them.
 */
export function contentSecurityPolicy(options: { readonly socketOrigin?: string } = {}): string {
  const connect = ["'self'", ...(options.socketOrigin === undefined ? [] : [options.socketOrigin])].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src ${connect}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Sent with every file of the app. */
export function securityHeaders(options: { readonly socketOrigin?: string } = {}): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}

/** 256 random bits, fit for an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that depends on neither text; a missing token never matches. */
export function isSameToken(given: string | null, expected: string): boolean {
  if (given === null || expected === '') return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** True for our own address only: a name that was made to resolve to 127.0.0.1 (DNS rebinding) still says itself here. */
export function isOwnHost(header: string | undefined, port: number): boolean {
  return header !== undefined && (header === `127.0.0.1:${port}` || header === `localhost:${port}`);
}

/** True if a page of ours asks. A browser always sends `Origin` with a WebSocket; without one it is no browser of ours. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && host !== undefined && origin === `http://${host}`;
}

/** Links that may be handed to the system's browser. */
export function isExternalLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}
