import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { DestinationSettings } from "../env.ts";
import { errorText, HeartbaseError } from "../errors.ts";

/** All addresses of a host name. Throws when the name cannot be resolved. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Who chose a URL. The host allow-list is about what users gave, not about what the operator set. */
export type UrlOrigin = "user" | "operator";

/** Throws a HeartbaseError unless the URL may be fetched. */
export type GuardDestination = (url: string, origin: UrlOrigin) => Promise<void>;

const DEFAULT_PORTS = new Set([443, 8443]);

// Names that are private whatever a resolver says of them.
const PRIVATE_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|home\.arpa)$/;

// Global by registration, but answered by the host of a cloud machine: Azure's metadata and wire server.
const METADATA_ADDRESSES = new Set(["168.63.129.16"]);

const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * The guard in front of every fetch of a destination. Refuses what is not https, carries user info, names an odd port, is
 * not on the allow-list (when there is one), or resolves to any address that is not global. On the local stack, loopback
 * destinations pass, by http too.
 *
 * Errors (permanent): `destination_invalid`, `destination_userinfo`, `destination_not_https`, `destination_port`,
 * `destination_not_allowed`, `destination_private`. Error (worth a retry): `destination_unresolved`.
 * A name can resolve to something else when it is fetched a moment later; HEARTBASE_ALLOWED_HOSTS settles that.
 */
export function createGuard(settings: DestinationSettings, resolve: Resolve = resolveName): GuardDestination {
  return async (text, origin) => {
    // The parser turns decimal, octal, hexadecimal, short and full-width spellings of an address into its plain one.
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url?.hostname) throw refusal("destination_invalid", "the destination is not a URL");
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      throw refusal("destination_not_https", `${url.protocol} is not https`);
    }
    if (url.username || url.password) throw refusal("destination_userinfo", "the URL carries a user name or password");

    const hostname = url.hostname.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
    if (origin === "user" && !isAllowedHost(hostname, settings.allowedHosts)) {
      throw refusal("destination_not_allowed", "the host is not in HEARTBASE_ALLOWED_HOSTS");
    }
    if (settings.local && await isLoopback(hostname, resolve)) return;

    if (url.protocol !== "https:") throw refusal("destination_not_https", "the URL must start with https://");
    const port = Number(url.port || 443);
    if (!DEFAULT_PORTS.has(port) && !settings.allowedPorts.has(port)) {
      throw refusal("destination_port", `port ${port} is not allowed; HEARTBASE_ALLOWED_PORTS can allow it`);
    }
    if (PRIVATE_NAME.test(hostname)) throw refusal("destination_private", "the host name is a private one");
    const addresses = await addressesOf(hostname, resolve);
    if (!addresses.every(isGlobalAddress)) {
      throw refusal("destination_private", "the host has an address that is not a public one");
    }
  };
}

/** Whether an address is reachable from everywhere: no private, loopback, link-local, shared, translated or reserved one. */
export function isGlobalAddress(address: string): boolean {
  if (!isIP(address) || METADATA_ADDRESSES.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv6 ? !parsed.zoneId && parsed.match(GLOBAL_IPV6) : true;
}

/** Every address that the system's resolver gives, hosts file included: the same one that fetch asks. */
export async function resolveName(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map((entry) => entry.address);
}

async function isLoopback(hostname: string, resolve: Resolve): Promise<boolean> {
  if (!isIP(hostname) && hostname !== "localhost") return false;
  const addresses = await addressesOf(hostname, resolve);
  return addresses.every((address) => isIP(address) > 0 && ipaddr.process(address).range() === "loopback");
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<string[]> {
  if (isIP(hostname)) return [hostname];
  try {
    const addresses = await resolve(hostname);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    throw unresolved(errorText(error), error);
  }
  throw unresolved("no addresses");
}

function isAllowedHost(hostname: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  return allowed.some((host) => host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host);
}

function refusal(code: string, message: string): HeartbaseError {
  return new HeartbaseError(code, message, { status: 400, permanent: true });
}

function unresolved(reason: string, cause?: unknown): HeartbaseError {
  const message = `the host name cannot be resolved: ${reason}`;
  return new HeartbaseError("destination_unresolved", message, { status: 502, permanent: false, cause });
}
