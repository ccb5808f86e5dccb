/** What the host of the pages says in config.json. */
export interface Config {
  apiUrl: string;
  publishableKey: string;
  inboxUrl: string | null;
}

/** Reads ./config.json. Throws an Error whose message tells the operator what to put right. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("./config.json", { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`config.json is missing beside this page (HTTP ${response.status}).`);
  }
  // A host that answers whatever it has not with its index.html says 200 too.
  const raw: unknown = await response.json().catch(() => null);
  if (typeof raw !== "object" || raw === null) {
    throw new Error("What the host gives as config.json is no JSON object. Put the file beside this page.");
  }
  const { api_url, publishable_key, inbox_url } = raw as Record<string, unknown>;
  if (typeof api_url !== "string" || !isHttpUrl(api_url)) {
    throw new Error("config.json has no api_url, such as https://<project>.supabase.co.");
  }
  if (typeof publishable_key !== "string" || publishable_key === "") {
    throw new Error("config.json has no publishable_key; it is in the project's API settings.");
  }
  if (isSecret(publishable_key)) {
    throw new Error(
      "config.json holds a secret key, and everybody can read it. Revoke that key in the project's API settings, and put the publishable key here.",
    );
  }
  return {
    apiUrl: api_url.replace(/\/+$/, ""),
    publishableKey: publishable_key,
    inboxUrl: typeof inbox_url === "string" && isHttpUrl(inbox_url) ? inbox_url : null,
  };
}

/** True on a page and an API that only this computer can reach: the local stack. */
export function isLocalStack(config: Config): boolean {
  return isLoopback(location.hostname) && isLoopback(new URL(config.apiUrl).hostname);
}

/** Whether a key opens everything: one that begins so, or a token of the older kind with that role. */
function isSecret(key: string): boolean {
  if (key.startsWith("sb_secret_")) return true;
  try {
    const claims = (key.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(claims)).role === "service_role";
  } catch {
    return false;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
