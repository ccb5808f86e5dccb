const { UsageError } = require("./errors.cjs");

const REF = /^[a-z0-9]{20}$/;

/**
 * The reference of a hosted project, 20 letters. Throws UsageError on anything else.
 * @param {string} text
 */
function parseProjectRef(text) {
  if (REF.test(text)) return text;
  throw new UsageError(
    "--project-ref is the 20 letters in your project's URL: https://supabase.com/dashboard/project/<project-ref>",
  );
}

/**
 * The project that an API URL belongs to, or null: custom domains and other hosts do not say.
 * @param {string} url
 */
function refOfApiUrl(url) {
  const label = /^([a-z0-9]+)\.supabase\.(co|in|red)$/.exec(new URL(url).hostname)?.[1] ?? "";
  return REF.test(label) ? label : null;
}

/**
 * The project that a database belongs to, or null: db.<ref>.supabase.co, or a pooler's user postgres.<ref>.
 * @param {{ host: string, user: string }} target
 */
function refOfDatabase({ host, user }) {
  const label = /^db\.([a-z0-9]+)\.supabase\.(co|in|red)$/.exec(host)?.[1] ??
    (host.endsWith(".pooler.supabase.com") ? user.split(".")[1] : undefined) ?? "";
  return REF.test(label) ? label : null;
}

/**
 * An API base URL without what people paste along with it: a slash at the end, /functions/v1, /rest/v1.
 * Throws UsageError on what is no base URL.
 * @param {string} text
 * @param {string} name how the caller gave it
 */
function parseBaseUrl(text, name) {
  const example = `${name} must be a URL such as https://<project-ref>.supabase.co`;
  if (!URL.canParse(text)) throw new UsageError(`${example}.`);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new UsageError(`${example}.`);
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError(`${example}, without user, query or fragment.`);
  }
  const path = url.pathname.replace(/\/(functions|rest)\/v1(\/.*)?$/, "").replace(/\/+$/, "");
  return url.origin + path;
}

module.exports = { parseBaseUrl, parseProjectRef, refOfApiUrl, refOfDatabase };
