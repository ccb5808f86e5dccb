import { createRuntime } from "../_shared/runtime.ts";
import { createHandler } from "./handler.ts";

export default { fetch: createHandler(createRuntime()) };
