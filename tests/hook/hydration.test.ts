import { Backend, settle, usePage } from "./support.ts";
import { page } from "./dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { render } from "@testing-library/react";
import { useHeartbeat } from "../../web/packages/use-heartbeat/src/index.ts";

usePage();

test("what a server rendered is taken over without a difference, and then asked for", async () => {
  const backend = new Backend();
  const Status = () => {
    const { status, isLoading } = useHeartbeat<{ phase: string }>({ fetch: backend.fetch });
    return createElement("p", null, isLoading ? "Loading" : status?.phase);
  };
  const container = page.document.createElement("div");
  container.innerHTML = renderToString(createElement(Status));
  page.document.body.append(container);
  render(createElement(Status), { container: container as unknown as HTMLElement, hydrate: true });
  await settle();
  assert.equal(container.textContent, "Loading");
  await backend.latest.answer({ phase: "operational" });
  assert.equal(container.textContent, "operational");
});
