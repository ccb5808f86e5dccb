import { createIsAdmin } from "../_shared/admin.ts";
import { createRpc } from "../_shared/database.ts";
import { createGuard } from "../_shared/delivery/ssrf.ts";
import {
  knownSecrets,
  readConfig,
  readDestinationSettings,
  readPatience,
  readPublicConfig,
  type ReadVariable,
  variable,
} from "../_shared/env.ts";
import { createLogger } from "../_shared/log.ts";
import type { AliveDeps } from "./handler.ts";
import { askProbes } from "./probes.ts";

/** How long the database may take to answer, in milliseconds. */
const DATABASE_TIMEOUT_MS = 4_000;

/** The real thing, from the environment. It is read at each request, so that rotated secrets count at once. */
export function createAliveRuntime(read: ReadVariable = (name) => Deno.env.get(name)): AliveDeps {
  const log = () => createLogger({ secrets: knownSecrets(read) });
  return {
    functionSecret: () => variable(read, "HEARTBASE_FUNCTION_SECRET"),
    log,
    now: () => new Date(),
    connect: () => {
      const config = readConfig(read);
      const { publishableKey } = readPublicConfig(read);
      const patience = readPatience(read);
      const databaseTimeoutMs = DATABASE_TIMEOUT_MS * patience;
      const rpc = createRpc(config, databaseTimeoutMs);
      const ports = {
        rpc,
        fetch: globalThis.fetch,
        guard: createGuard(readDestinationSettings(read)),
        auth: { url: `${config.supabaseUrl}/auth/v1/health`, apikey: publishableKey },
      };
      return {
        rpc,
        isAdmin: createIsAdmin(config.supabaseUrl, publishableKey, databaseTimeoutMs),
        askProbes: (probes) => {
          const patient = probes.map((probe) => ({ ...probe, timeout_ms: probe.timeout_ms * patience }));
          return askProbes(ports, patient, log());
        },
      };
    },
  };
}
