import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";
import type { Polled } from "../lib/usePolling.ts";
import { Navigation } from "./Navigation.tsx";
import { Placeholder } from "./Placeholder.tsx";
import { ShownContext } from "./shown.ts";
import { TopBar } from "./TopBar.tsx";
import type { Operator, SignedIn } from "./useOperator.ts";
import { useKeys } from "./useKeys.ts";
import { useRoute } from "./useRoute.ts";
import { ViewCrash } from "./ViewCrash.tsx";
import { VIEWS } from "./views.ts";

const Keys = lazy(() => import("./Keys.tsx"));

interface Props {
  config: Config;
  client: Client;
  operator: Operator & SignedIn;
}

/** What stands around every view. */
export function Shell({ config, client, operator }: Props) {
  const [shown, setShown] = useState<Polled<unknown> | null>(null);
  const [isHelping, setHelping] = useState(false);
  const { view, rest } = useRoute(operator.isAdmin);
  const views = useMemo(
    () => VIEWS.filter(({ adminOnly }) => operator.isAdmin || !adminOnly),
    [operator.isAdmin],
  );
  const help = useCallback(() => setHelping(true), []);
  useKeys(views, help);
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(view);

  useEffect(() => {
    document.title = view.path === "/" ? "Heartbase" : `${view.title} - Heartbase`;
    // Whoever went to another view hears and continues there; the page as it opened keeps its focus.
    if (before.current !== view) heading.current?.focus();
    before.current = view;
  }, [view]);

  return (
    <ShownContext value={setShown}>
      <TopBar config={config} email={operator.email} shown={shown} onHelp={help} onSignOut={operator.signOut} />
      <Navigation current={view} views={views} />
      <main className="page">
        <h1 ref={heading} className="visually-hidden" tabIndex={-1}>
          {view.path === "/" ? "Operator Panel" : view.title}
        </h1>
        <ViewCrash key={view.path}>
          <Suspense fallback={<Placeholder />}>
            <view.Component config={config} client={client} operator={operator} rest={rest} />
          </Suspense>
        </ViewCrash>
      </main>
      {isHelping && (
        <Suspense>
          <Keys views={views} onClose={() => setHelping(false)} />
        </Suspense>
      )}
    </ShownContext>
  );
}
