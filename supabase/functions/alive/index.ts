import { createHandler } from "./handler.ts";
import { createAliveRuntime } from "./runtime.ts";

export default { fetch: createHandler(createAliveRuntime()) };
