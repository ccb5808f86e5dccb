import { sleep } from "../delivery/sender.ts";
import { createGuard } from "../delivery/ssrf.ts";
import { readConfig, readDestinationSettings, type ReadVariable, variable } from "../env.ts";
import { createRuntime, type FunctionDeps, type FunctionPorts } from "../runtime.ts";
import { certificateEnd } from "./certificate.ts";
import { measureEndpoint } from "./http_facts.ts";
import type { CyclePorts } from "./cycle.ts";
import { createCallFunction } from "./remediations.ts";

/** The ways out of a handler that looks at tenants. */
export type TenantPorts = FunctionPorts & Pick<CyclePorts, "measure" | "callFunction" | "sleep">;

export interface TenantDeps extends Pick<FunctionDeps, "log" | "now"> {
  /** What a call may bear: CRON_SECRET, and the function secret that the database sends. */
  cronSecrets: () => (string | undefined)[];
  /** HEARTBEAT_ENABLED is anything but `false`. */
  isEnabled: () => boolean;
  connect: () => TenantPorts;
}

/** The real thing, from the environment. It is read at each request, so that a switch counts at once. */
export function createTenantRuntime(
  read: ReadVariable = (name) => Deno.env.get(name),
): TenantDeps {
  const { functionSecret, log, now, connect } = createRuntime(read);
  return {
    cronSecrets: () => [variable(read, "CRON_SECRET"), functionSecret()],
    isEnabled: () => variable(read, "HEARTBEAT_ENABLED")?.toLowerCase() !== "false",
    log,
    now,
    connect: () => {
      const http = {
        fetch: globalThis.fetch,
        guard: createGuard(readDestinationSettings(read)),
        certificateEnd,
      };
      const callFunction = createCallFunction({
        functionsUrl: `${readConfig(read).supabaseUrl.replace(/\/+$/, "")}/functions/v1`,
        secret: functionSecret(),
        fetch: globalThis.fetch,
        log: log(),
      });
      return { ...connect(), measure: (rule) => measureEndpoint(http, rule), callFunction, sleep };
    },
  };
}
