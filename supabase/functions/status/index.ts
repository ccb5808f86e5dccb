import { createHandler } from "./handler.ts";
import { createStatusRuntime } from "./runtime.ts";

export default { fetch: createHandler(createStatusRuntime()) };
