import { useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Time } from "../Time.tsx";
import { type Member, type MemberRole, removeMember, setMemberRole, type Tenant } from "./tenants.ts";

interface Props {
  tenant: Tenant;
  members: Member[];
  actions: Actions;
  userId: string;
}

const ROLES: MemberRole[] = ["owner", "admin", "member", "viewer"];

/** Who belongs to a tenant. Owners change anybody, its admins anybody but owners; everybody may leave. */
export function TenantMembers({ tenant, members, actions, userId }: Props) {
  return (
    <section className="card" aria-labelledby="members">
      <header className="card-head">
        <h2 id="members">Members</h2>
        <span className="muted">{members.length}</span>
      </header>
      {members.length === 0 && <p className="empty">Nobody belongs to it.</p>}
      <ul className="checks">
        {members.map((member) => (
          <MemberItem
            key={member.userId}
            tenant={tenant}
            member={member}
            actions={actions}
            isSelf={member.userId === userId}
          />
        ))}
      </ul>
    </section>
  );
}

function MemberItem({ tenant, member: { userId, role, since }, actions, isSelf }: {
  tenant: Tenant;
  member: Member;
  actions: Actions;
  isSelf: boolean;
}) {
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const mayChange = tenant.memberRole === "owner" || tenant.memberRole === "admin" && role !== "owner";
  const name = isSelf ? "you" : userId;
  const change = async (next: MemberRole) => {
    const isDone = await action.run(async () => {
      await setMemberRole(actions.client, tenant.id, userId, next);
      await actions.refresh();
    });
    if (isDone) announce(`${name} ${isSelf ? "are" : "is"} ${next} now.`);
  };
  const remove = async () => {
    const isDone = await action.run(async () => {
      await removeMember(actions.client, tenant.id, userId);
      await actions.refresh();
    });
    if (isDone) announce(isSelf ? "You have left." : `${name} is no member any more.`);
  };
  return (
    <li className="check">
      <div className="row">
        {isSelf ? <strong>You</strong> : <code className="member-id">{userId}</code>}
        {mayChange
          ? (
            <select
              className="filter member-role"
              aria-label={`Role of ${name}`}
              value={role}
              disabled={action.isBusy}
              onChange={(event) => void change(event.target.value as MemberRole)}
            >
              {ROLES.filter((choice) => choice !== "owner" || tenant.memberRole === "owner").map((choice) => (
                <option key={choice} value={choice}>{choice}</option>
              ))}
            </select>
          )
          : <span>{role}</span>}
        {(mayChange || isSelf) && (
          <button
            type="button"
            className="button small ghost"
            aria-expanded={isAsking}
            aria-label={isSelf ? "Leave" : `Remove ${name}`}
            onClick={() => setAsking(!isAsking)}
          >
            {isSelf ? "Leave" : "Remove"}
          </button>
        )}
        {since !== null && (
          <span className="muted">
            since <Time at={since} />
          </span>
        )}
      </div>
      {isAsking
        ? (
          <Confirm
            question={isSelf
              ? (
                <>
                  Leave <strong>{tenant.name}</strong>? Only another owner or admin of it can let you in again.
                </>
              )
              : (
                <>
                  Remove <code>{userId}</code> from <strong>{tenant.name}</strong>?
                </>
              )}
            confirmLabel={isSelf ? "Leave" : "Remove"}
            action={action}
            onConfirm={() => void remove()}
            onCancel={() => setAsking(false)}
          />
        )
        : action.error && <p className="problem" role="alert">{action.error}</p>}
    </li>
  );
}
