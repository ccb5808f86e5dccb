import assert from "node:assert/strict";
import { atomFeed } from "./feed.ts";
import { makePage } from "./testing.ts";

const URL = "https://x.supabase.co/functions/v1/status/acme/feed.atom";

Deno.test("a notice is an entry with all that was said, escaped", () => {
  const feed = atomFeed(makePage(), URL);
  assert.match(feed, /<title>Slow &lt;b&gt;checkout&lt;\/b&gt; \(identified\)<\/title>/);
  assert.match(feed, /<id>urn:uuid:a1a1a1a1-0000-4000-8000-000000000001<\/id>/);
  assert.match(feed, /<updated>2026-03-02T07:30:00.000Z<\/updated>/);
  assert.match(
    feed,
    /2026-03-02T07:30:00.000Z identified: Found it &amp; mending.\n\n2026-03-02T07:00:00.000Z investigating: We look\./,
  );
  assert.doesNotMatch(feed, /<b>/);
});

Deno.test("a page without notices has a feed, as old as the page", () => {
  const feed = atomFeed(makePage({ notices: [] }), URL);
  assert.match(feed, /<updated>2026-03-02T08:00:00.000Z<\/updated>\n<\/feed>/);
  assert.doesNotMatch(feed, /<entry>/);
});
