// What claim_tenants, claim_tenant and run_tenants take and answer.
import type { Json, JsonObject } from "../delivery/types.ts";

/** The part of an http check's rule that says what to ask. */
export interface HttpRule {
  url: string;
  method?: "GET" | "HEAD" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** A duration of 1 to 10 seconds, as the database writes it; default 10 seconds. */
  timeout?: string;
  body_contains?: string;
}

/** What was seen of an endpoint; the database judges it. */
export type HttpFacts = {
  /** Null when there was no answer. */
  status_code: number | null;
  latency_ms: number;
  /** Why there was no answer: blocked, dns, timeout, tls, refused, reset or network. */
  error: string | null;
  /** Whether the body holds `body_contains`; null when nothing is looked for, or there was no answer. */
  body_matches: boolean | null;
  /** Whole days until the certificate ends; null without https, or where this runtime cannot read certificates. */
  tls_days_left: number | null;
};

/** A tenant that is leased, and what to ask for it. */
export interface Claim {
  executionId: string;
  tenantId: string;
  userId: string | null;
  role: string;
  forced: boolean;
  leaseExpiresAt: string;
  httpChecks: { checkId: string; rule: HttpRule }[];
}

/** A claim with the facts of its http checks. */
export type MeasuredClaim = {
  executionId: string;
  http: { checkId: string; facts: HttpFacts }[];
};

/** An execution as recorded, or why there is none. */
export interface Execution {
  executionId: string;
  tenantId: string;
  error?: string;
  notificationsSent?: number;
  /** What is to be done about its results; once that is over, what was done. */
  remediations?: (Remediation | RemediationDone)[];
  [more: string]: unknown;
}

/** What is to be done about a result: a run that is leased. */
export type Remediation = {
  runId: string;
  lease: string;
  tenantId: string;
  checkId: string;
  action: string;
  kind: "rpc" | "edge_function";
  /** The edge function to call. */
  functionName?: string;
  timeoutMs: number;
  /** How long after it the check is asked again. */
  recheckAfterMs: number;
  /** What to measure again, for an http check. */
  rule?: HttpRule;
  result: JsonObject;
  arguments: JsonObject;
};

/** What became of an action; error is null when it succeeded. */
export type RemediationOutcome = { result?: Json; error: string | null };

/** What was done about a result, and whether it helped. */
export type RemediationDone = {
  runId: string;
  checkId: string;
  action: string;
  status: "succeeded" | "failed";
  error?: string;
  at: string;
  statusBefore: string;
  statusAfter?: string;
  isLast: boolean;
  /** Messages in which it was told. */
  notificationsSent: number;
};

/** What became of a batch of tenants that were looked at again. */
export interface RecoveryAnswer {
  /** Tenants whose health is known. */
  checked: number;
  recovered: number;
  failed: number;
  /** The share of all attempts of the last 24 hours that failed, averaged over tenants. */
  failureRate: number;
  linusDispatchNeeded: boolean;
}
