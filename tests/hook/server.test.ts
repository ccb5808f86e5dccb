/** In a process that has no window, document or navigator, as a server that renders has none. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { useHeartbeat, type UseHeartbeatOptions } from "../../web/packages/use-heartbeat/src/index.ts";

function Status(options: UseHeartbeatOptions<{ phase: string }>) {
  const { status, isLoading, error } = useHeartbeat<{ phase: string }>(options);
  return createElement("p", null, isLoading ? "Loading" : error ?? status?.phase ?? "Nothing");
}

test("a server renders that it loads, and asks and subscribes nothing", () => {
  assert.equal(typeof window, "undefined");
  const [fetch, subscribe] = [mock.fn<typeof globalThis.fetch>(), mock.fn(() => () => {})];
  assert.equal(renderToString(createElement(Status, { fetch, subscribe })), "<p>Loading</p>");
  assert.equal(fetch.mock.callCount() + subscribe.mock.callCount(), 0);
});

test("a server renders that there is nothing when it is not enabled", () => {
  assert.equal(renderToString(createElement(Status, { enabled: false })), "<p>Nothing</p>");
});
