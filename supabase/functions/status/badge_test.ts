import assert from "node:assert/strict";
import { shieldsBadge, svgBadge, textWidth } from "./badge.ts";

Deno.test("a badge says label and state, to eyes and to screen readers", () => {
  const svg = svgBadge("API", "operational");
  assert.match(
    svg,
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="20" role="img" aria-label="API: operational">/,
  );
  assert.match(svg, /<title>API: operational<\/title>/);
  assert.match(svg, />API<\/text>.*>operational<\/text>/);
});

Deno.test("nothing in a label becomes markup, and nothing is loaded from elsewhere", () => {
  const svg = svgBadge(`</text><script>alert("1")</script>&'\u0000`, "down");
  assert.ok(svg.includes("&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;<"));
  assert.doesNotMatch(svg, /<script|href|style/);
  assert.ok(!svg.includes("\u0000"));
});

Deno.test("a badge is as wide as its words", () => {
  assert.ok(Math.abs(textWidth("operational") - 62) < 0.1, String(textWidth("operational")));
  assert.equal(textWidth(""), 0);
  assert.ok(textWidth("iii") < textWidth("mmm") && textWidth("Ω") === 11);
  const width = (label: string) => Number(/width="(\d+)"/.exec(svgBadge(label, "down"))![1]);
  assert.ok(width("A longer label") > width("Short"));
  assert.equal(width("x".repeat(61)), width("x".repeat(500)));
});

Deno.test("shields.io gets what its endpoint badge wants", () => {
  assert.deepEqual(shieldsBadge("API", "degraded"), {
    schemaVersion: 1,
    label: "API",
    message: "degraded",
    color: "9a6700",
    cacheSeconds: 60,
  });
});

Deno.test("each state has its own colour", () => {
  const states = ["operational", "degraded", "down", "maintenance", "unknown"] as const;
  assert.equal(new Set(states.map((state) => shieldsBadge("x", state).color)).size, 5);
});
