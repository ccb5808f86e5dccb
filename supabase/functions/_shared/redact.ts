const MASK = "[redacted]";

// What looks like a credential is masked even when this process never held it: a provider may quote one in an error.
const PATTERNS: readonly [RegExp, string][] = [
  [/https?:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>\\]*/gi, MASK],
  [/https?:\/\/ntfy\.sh\/[^\s"'<>\\]*/gi, MASK],
  [/\btk_[a-z0-9]{20,}/g, MASK],
  [/(\/bot)\d+(?::|%3A)[A-Za-z0-9_-]+/gi, `$1${MASK}`],
  [/\b\d{6,}:[A-Za-z0-9_-]{30,}/g, MASK],
  [/\b(?:sb_secret_|whsec_|xox[a-z]-)[A-Za-z0-9+/=_-]{6,}/g, MASK],
  [/\bre_[A-Za-z0-9]+_[A-Za-z0-9]{8,}/g, MASK],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, MASK],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}/gi, `$1 ${MASK}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi, `$1${MASK}@`],
  [/[^\s@<>"'(),;:\\[\]]+@[^\s@<>"'(),;:\\[\]]+\.[a-z]{2,}/gi, MASK],
];

/** Masks secrets and destinations in a text. Redact before cutting a text short: half a secret would not be recognised. */
export type Redact = (text: string) => string;

/** A redactor for the given secrets in every spelling in which they turn up in errors: plain, URL-encoded, JSON-escaped. */
export function createRedact(secrets: Iterable<string>): Redact {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    for (const spelling of spellingsOf(secret)) {
      if (spelling.length >= 4) spellings.add(spelling);
    }
  }
  // The longest first, so that a URL goes as a whole before its path goes alone.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const spelling of ordered) clean = clean.replaceAll(spelling, MASK);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

function* spellingsOf(secret: string): Generator<string> {
  yield secret;
  yield secret.trim();
  yield encodeURIComponent(secret.toWellFormed());
  yield JSON.stringify(secret).slice(1, -1);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(secret) || !URL.canParse(secret)) return;
  const url = new URL(secret);
  yield url.href;
  yield url.origin + url.pathname;
  if (url.pathname.length >= 8) yield url.pathname;
  if (url.search.length > 1) yield url.search.slice(1);
  for (const value of [url.password, decodeQuietly(url.password)]) yield value;
  for (const value of url.searchParams.values()) {
    if (value.length >= 8) yield value;
  }
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
