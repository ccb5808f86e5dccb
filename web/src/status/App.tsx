import { WithConfig } from "../lib/WithConfig.tsx";
import { Message } from "../panel/Message.tsx";
import { StatusPage } from "./StatusPage.tsx";

/** The status page that the address names. */
export function App() {
  const slug = slugOf(location);
  if (slug === null) {
    return (
      <Message title="Which status page?">
        <p>The address names none. It ends in /status/&lt;page&gt;, or in status.html?page=&lt;page&gt;.</p>
      </Message>
    );
  }
  return <WithConfig>{(config) => <StatusPage config={config} slug={slug} />}</WithConfig>;
}

/** The page that an address names: ?page=acme, or /status/acme; null for none. */
function slugOf({ search, pathname }: Location): string | null {
  const slug = new URLSearchParams(search).get("page") ?? /\/status\/([^/]+)$/.exec(pathname)?.[1] ?? "";
  return /^[a-z0-9-]{1,63}$/.test(slug) ? slug : null;
}
