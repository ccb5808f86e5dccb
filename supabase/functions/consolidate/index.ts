import { createHandler } from "./handler.ts";
import { createConsolidateRuntime } from "./runtime.ts";

export default { fetch: createHandler(createConsolidateRuntime()) };
