import { describe, expect, it } from 'vitest';
import {
  contentSecurityPolicy,
  isExternalLink,
  isOwnHost,
  isOwnOrigin,
  isSameToken,
  newToken,
  securityHeaders,
} from '../../../electron/host/web/security.ts';

describe('content security policy', () => {
  it('allows no eval, no inline script and nothing remote', () => {
    const policy = contentSecurityPolicy({ socketOrigin: 'ws://127.0.0.1:4000' });
    const scripts = policy.split('; ').find((part) => part.startsWith('script-src'));
    expect(scripts).toBe("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).not.toMatch(/https?:/);
    expect(policy).toContain("default-src 'none'");
  });

  it('lets nobody embed the app, post a form or change the base', () => {
    const policy = contentSecurityPolicy();
    for (const part of [
      "frame-ancestors 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-src 'none'",
    ])
      expect(policy).toContain(part);
  });

  it('is sent with headers that forbid sniffing and referrers', () => {
    expect(securityHeaders()).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
});

describe('tokens', () => {
  it('are long and never the same', () => {
    const tokens = new Set(Array.from({ length: 50 }, newToken));
    expect(tokens.size).toBe(50);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('match only themselves; a missing one matches nothing', () => {
    const token = newToken();
    expect(isSameToken(token, token)).toBe(true);
    for (const wrong of [null, '', `${token}x`, token.slice(1), newToken()])
      expect(isSameToken(wrong, token)).toBe(false);
    expect(isSameToken('', '')).toBe(false);
  });
});

describe('who asks', () => {
  it('refuses a Host that was rebound to our address', () => {
    expect(isOwnHost('127.0.0.1:4000', 4000)).toBe(true);
    expect(isOwnHost('localhost:4000', 4000)).toBe(true);
    for (const host of [
      undefined,
      '',
      'evil.example:4000',
      '127.0.0.1',
      '127.0.0.1:4001',
      'localhost.evil.example:4000',
      '0.0.0.0:4000',
      '[::1]:4000',
    ])
      expect(isOwnHost(host, 4000)).toBe(false);
  });

  it('refuses a foreign or missing Origin', () => {
    const host = '127.0.0.1:4000';
    expect(isOwnOrigin('http://127.0.0.1:4000', host)).toBe(true);
    for (const origin of [
      undefined,
      'null',
      '',
      'https://127.0.0.1:4000',
      'http://127.0.0.1:4001',
      'http://localhost:4000',
      'https://evil.example',
      'http://127.0.0.1:4000.evil.example',
    ])
      expect(isOwnOrigin(origin, host)).toBe(false);
  });
});

describe('links that leave the app', () => {
  it('are https only', () => {
    expect(isExternalLink('https://example.org/a?b#c')).toBe(true);
    for (const url of [
      'http://example.org',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://host/share',
      'app://stepglass/',
      'https://user:pass@example.org',
      'no address',
      '',
    ])
      expect(isExternalLink(url)).toBe(false);
  });
});
