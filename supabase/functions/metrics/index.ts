import { createRuntime } from "../_shared/runtime.ts";
import { createHandler, metricsSecret } from "./handler.ts";

export default {
  fetch: createHandler({ ...createRuntime(), secret: () => metricsSecret((name) => Deno.env.get(name)) }),
};
