const MASK = "[redacted]";

// What looks like a credential is masked even when this process never held it: an error may quote one.
/** @type {readonly (readonly [RegExp, string])[]} */
const PATTERNS = [
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/@:"'<>]*):[^\s/"'<>]*@/gi, `$1:${MASK}@`],
  [/https?:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>\\]*/gi, MASK],
  [/https?:\/\/ntfy\.sh\/[^\s"'<>\\]*/gi, MASK],
  [/\btk_[a-z0-9]{20,}/g, MASK],
  [/(\/bot)\d+(?::|%3A)[A-Za-z0-9_-]+/gi, `$1${MASK}`],
  [/\b\d{6,}:[A-Za-z0-9_-]{30,}/g, MASK],
  [/\b(?:sb_secret_|sbp_|whsec_|xox[a-z]-)[A-Za-z0-9+/=_-]{6,}/g, MASK],
  [/\bre_[A-Za-z0-9]+_(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{8,}/g, MASK],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, MASK],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}/gi, `$1 ${MASK}`],
];

/** Shorter ones would blot out ordinary words; within URLs the pattern masks them all the same. */
const SHORTEST_SECRET = 6;

/** The local stack's database password is public, and a word that messages need. */
const PUBLIC_WORDS = new Set(["postgres"]);

/**
 * Masks what it was told is secret, in every spelling in which it turns up in errors, and what looks like a secret.
 * Redact before cutting a text short: half a secret would not be recognised.
 */
class Redactor {
  /** @type {Set<string>} */
  #spellings = new Set();
  #patterns = PATTERNS;

  /** From now on masks only what it was told: for people's own data, where a name may look like a credential. */
  onlyKnown() {
    this.#patterns = [];
  }

  /** @param {...(string | null | undefined)} secrets */
  add(...secrets) {
    for (const secret of secrets) {
      if (!secret || secret.length < SHORTEST_SECRET || PUBLIC_WORDS.has(secret)) continue;
      for (const spelling of [secret, encodeURIComponent(wellFormed(secret)), JSON.stringify(secret).slice(1, -1)]) {
        this.#spellings.add(spelling);
      }
    }
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  clean(text) {
    let clean = text;
    // The longest first, so that a secret that contains another goes as a whole.
    for (const spelling of [...this.#spellings].sort((a, b) => b.length - a.length)) {
      clean = clean.replaceAll(spelling, MASK);
    }
    for (const [pattern, replacement] of this.#patterns) clean = clean.replace(pattern, replacement);
    return clean;
  }
}

/**
 * encodeURIComponent refuses half a surrogate pair.
 * @param {string} text
 */
function wellFormed(text) {
  return Buffer.from(text).toString();
}

module.exports = { Redactor };
