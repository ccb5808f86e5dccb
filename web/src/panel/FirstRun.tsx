import type { Config } from "../lib/config.ts";
import { isLocalStack } from "../lib/config.ts";
import { CopyBlock } from "./CopyBlock.tsx";

/** No job yet: three ways to send the first heartbeat. */
export function FirstRun({ config }: { config: Config }) {
  const { apiUrl } = config;
  return (
    <section className="card first-run" aria-labelledby="first-run">
      <div className="first-run-lead">
        <h2 id="first-run">Send your first heartbeat</h2>
        <p>
          A job exists from its first heartbeat on. Call one function at the end of your job, in whichever way suits it;
          from then on Heartbase expects it every 24 hours and tells you when it stays away.
        </p>
        <p className="listening">
          <span className="beacon" aria-hidden="true" />Listening: the job appears here by itself.
        </p>
      </div>
      <CopyBlock
        label="SQL, in pg_cron or the SQL editor"
        code="select update_job_heartbeat('nightly-backup');"
      />
      <CopyBlock
        label="supabase-js, in a server or an edge function"
        code={`import { createClient } from "@supabase/supabase-js";

const supabase = createClient("${apiUrl}", process.env.SUPABASE_SECRET_KEY);
await supabase.rpc("update_job_heartbeat", { p_job_name: "nightly-backup" });`}
      />
      <CopyBlock
        label="curl, at the end of a shell script"
        code={`curl -X POST ${apiUrl}/rest/v1/rpc/update_job_heartbeat \\
  -H "apikey: $SUPABASE_SECRET_KEY" -H "Content-Type: application/json" \\
  -d '{"p_job_name": "nightly-backup"}'`}
      />
      <p className="muted first-run-key">
        SUPABASE_SECRET_KEY is the project's secret key: {isLocalStack(config)
          ? (
            <>
              the local stack prints it, and <code>npm run status</code> says it again.
            </>
          )
          : "Project Settings, API Keys, in the Supabase dashboard."} Keep it off web pages.
      </p>
    </section>
  );
}
