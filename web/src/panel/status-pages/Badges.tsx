import { useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { CopyBlock } from "../CopyBlock.tsx";
import { type Component, rotateBadgeKey, type StatusPage } from "./statusPages.ts";

interface Props {
  page: StatusPage;
  components: Component[];
  apiUrl: string;
  actions: Actions;
}

/** Badges to put elsewhere. Whoever knows the key may have them. */
export function Badges({ page, components, apiUrl, actions }: Props) {
  const [chosen, setChosen] = useState("overall");
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const component = components.find(({ key }) => key === chosen);
  const name = (component?.name ?? page.title).replaceAll(/[[\]"<>&]/g, "");
  const base = `${apiUrl}/functions/v1/status/badge/${page.badgeKey}/${component?.key ?? "overall"}`;
  const link = new URL(`status.html?page=${page.slug}`, location.href).href;
  const rotate = async () => {
    const isDone = await action.run(async () => {
      await rotateBadgeKey(actions.client, page.id);
      await actions.refresh();
    });
    if (!isDone) return;
    setAsking(false);
    announce("The badges have another key.");
  };
  return (
    <section className="card" aria-labelledby="status-badges">
      <header className="card-head">
        <h2 id="status-badges">Badges</h2>
        <div className="card-tools">
          <select
            className="status-picker"
            aria-label="Badge of"
            value={component?.key ?? "overall"}
            onChange={(event) => setChosen(event.target.value)}
          >
            <option value="overall">the whole page</option>
            {components.map(({ key, name }) => key !== null && <option key={key} value={key}>{name}</option>)}
          </select>
          {page.mayChange && (
            <button
              type="button"
              className="button small ghost"
              aria-expanded={isAsking}
              onClick={() => setAsking(!isAsking)}
            >
              Rotate key
            </button>
          )}
        </div>
      </header>
      <div className="status-body">
        {isAsking && (
          <Confirm
            question="Give the badges another key? Those that are out there show nothing any more."
            confirmLabel="Rotate the key"
            action={action}
            onConfirm={() => void rotate()}
            onCancel={() => setAsking(false)}
          />
        )}
        <CopyBlock label="Markdown" code={`[![${name}](${base}.svg)](${link})`} />
        <CopyBlock label="HTML" code={`<a href="${link}"><img src="${base}.svg" alt="Status of ${name}"></a>`} />
        <CopyBlock
          label="shields.io"
          code={`https://img.shields.io/endpoint?url=${encodeURIComponent(`${base}.json`)}`}
        />
      </div>
    </section>
  );
}
