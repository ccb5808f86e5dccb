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
  const raw = await response.json() as Record<string, unknown>;
  const { api_url, publishable_key, inbox_url } = raw;
  if (typeof api_url !== "string" || !isHttpUrl(api_url)) {
    throw new Error("config.json has no api_url, such as https://<project>.supabase.co.");
  }
  if (typeof publishable_key !== "string" || publishable_key === "") {
    throw new Error("config.json has no publishable_key; it is in the project's API settings.");
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

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
