/** Who did something: a person, an API key or a workflow, by name, which leads to where they are listed. */
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useActorNames } from './actors';
import { ThingLink } from './thing-link';
import { useMay } from './use-may';

/** `kind` as the API names it: `user`, `api_key` or `workflow`. */
export function ActorLink({ kind, id }: { kind: string; id: string }) {
  const { data: names, isPending } = useActorNames();
  const isAdmin = useMay('admin');
  if (kind === 'workflow') return <ThingLink id={id} />;
  if (isPending) return <span aria-busy>…</span>;
  const name = names?.get(id);
  if (kind === 'user' && names) return name ? <Link to="/settings/team">{name}</Link> : <Gone id={id} />;
  return kind === 'api_key' && isAdmin ? <Link to="/settings/api">{name ?? id}</Link> : <code>{id}</code>;
}

/** Somebody who is no member any more. */
function Gone({ id }: { id: string }) {
  return (
    <span title={id}>
      <Trans>algú que ja no és a l’equip</Trans>
    </span>
  );
}
