/** The page of browser.test.ts: it shows what the hook returns, with options that the test sets. */
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { useHeartbeat, type UseHeartbeatOptions } from "../../web/packages/use-heartbeat/src/index.ts";

type Options = UseHeartbeatOptions<unknown>;

const root = createRoot(document.querySelector("main")!);

function Heartbeat(options: Options) {
  const { refetch, ...beat } = useHeartbeat(options);
  return createElement(
    "div",
    null,
    createElement("output", null, JSON.stringify(beat)),
    createElement("button", { onClick: () => void refetch() }, "Refresh"),
  );
}

Object.assign(globalThis, {
  show: (options: Options) => root.render(createElement(Heartbeat, options)),
  hide: () => root.render(null),
});
