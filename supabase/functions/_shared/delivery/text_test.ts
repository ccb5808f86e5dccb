import assert from "node:assert/strict";
import { plain } from "./text.ts";

Deno.test("a line has no control characters, line breaks, direction changes or broken characters, and is not endless", () => {
  assert.equal(plain("a\r\nBcc: x\u0000\u001b[2J\u2028b\u202ec\u2066d"), "a Bcc: x [2J b c d");
  assert.equal(plain("x\ud800y").isWellFormed(), true);
  assert.deepEqual([[...plain("é".repeat(600))].length, [...plain("😀".repeat(500))].length], [500, 500]);
});
