// Runs every SQL block of docs/runbook.md as it stands and asserts what the runbook says of it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { blocks, Runbook } from "./book.ts";
import { configurationSection } from "./sections/configuration.ts";
import { edgeFunctionsSection } from "./sections/edge_functions.ts";
import { emergencySection } from "./sections/emergency.ts";
import { operationsSection } from "./sections/operations.ts";
import { performanceSection } from "./sections/performance.ts";
import { schemaSection } from "./sections/schema.ts";

describe("runbook", () => {
  const book = new Runbook();
  before(() => book.start());
  after(() => book.stack?.stop());
  beforeEach(() => book.empty());

  schemaSection(book);
  operationsSection(book);
  configurationSection(book);
  edgeFunctionsSection(book);
  emergencySection(book);
  performanceSection(book);

  it("every block is covered, and no test is about a block that is gone", () => {
    assert.deepEqual([...book.covered].sort(), [...blocks.keys()].sort());
    assert.ok(blocks.size >= 23);
  });
});
