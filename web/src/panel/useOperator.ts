import type { Session } from "@supabase/auth-js";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import { ApiError, dataOf, messageOf } from "../lib/errors.ts";

type Standing =
  | { state: "unknown" }
  | { state: "signed-out"; reason: string | null }
  | { state: "unreachable"; reason: string }
  | SignedIn;

export interface SignedIn {
  state: "signed-in";
  userId: string;
  email: string;
  /** Of the session; renewed with it. */
  accessToken: string;
  /** Whether the database takes them for an admin. Others see what is theirs. */
  isAdmin: boolean;
}

export type Operator = Standing & {
  /** Asks again, with a new token: a role given meanwhile is in no older one. */
  recheck(): Promise<void>;
  /** Renews a session whose token the API refused, or ends it. */
  renew(): Promise<void>;
  signOut(): Promise<void>;
};

/** Who sits here, and whether the database takes them for an admin. */
export function useOperator(client: Client): Operator {
  const [standing, setStanding] = useState<Standing>({ state: "unknown" });
  /** Whether the end of the session is the operator's own wish. */
  const isLeaving = useRef(false);

  const renew = useCallback(async () => {
    const { data, error } = await client.auth.refreshSession();
    // A refusal, rather than an API that is away, ends the session here too.
    if (!data.session && error?.status && error.status < 500) await client.auth.signOut({ scope: "local" });
  }, [client]);

  const judge = useCallback(async ({ user, access_token }: Session) => {
    try {
      const isAdmin = dataOf(await client.rpc("is_admin"));
      const email = user.email ?? "this user";
      setStanding({ state: "signed-in", userId: user.id, email, accessToken: access_token, isAdmin });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await renew();
      // Whoever sees the panel keeps it: it says by itself that the API is away.
      setStanding((before) =>
        before.state === "signed-in" || before.state === "signed-out"
          ? before
          : { state: "unreachable", reason: messageOf(error) }
      );
    }
  }, [client, renew]);

  useEffect(() => {
    let wasSignedIn = false;
    let isOver = false;
    const { data } = client.auth.onAuthStateChange((event, session) => {
      if (isOver) return;
      if (!session) {
        const reason = wasSignedIn && !isLeaving.current ? "Your session has ended. Sign in again." : null;
        wasSignedIn = false;
        setStanding({ state: "signed-out", reason });
      } else if (!wasSignedIn || event === "TOKEN_REFRESHED") {
        if (!wasSignedIn) setStanding({ state: "unknown" });
        wasSignedIn = true;
        isLeaving.current = false;
        // auth-js holds a lock while it calls us: ask the API afterwards.
        setTimeout(() => void judge(session), 0);
      }
    });
    return () => {
      isOver = true;
      data.subscription.unsubscribe();
    };
  }, [client, judge]);

  const recheck = useCallback(async () => {
    await renew();
    const { data } = await client.auth.getSession();
    if (data.session) await judge(data.session);
  }, [client, judge, renew]);

  const signOut = useCallback(async () => {
    isLeaving.current = true;
    // Local: this browser forgets the session even when the API is away.
    await client.auth.signOut({ scope: "local" });
  }, [client]);

  return { ...standing, recheck, renew, signOut };
}
