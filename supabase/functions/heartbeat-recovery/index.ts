import { createTenantRuntime } from "../_shared/tenants/runtime.ts";
import { createHandler } from "./handler.ts";

export default { fetch: createHandler(createTenantRuntime()) };
