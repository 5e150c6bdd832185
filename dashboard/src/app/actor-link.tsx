/** Who did something: a person, an API key or a workflow, by name, which leads to where they are listed. */
import { Link } from '@tanstack/react-router';
import { useActorName } from './actors';
import { ThingLink } from './thing-link';
import { useMay } from './use-may';

/** `kind` as the API names it: `user`, `api_key` or `workflow`. */
export function ActorLink({ kind, id }: { kind: string; id: string }) {
  const nameOf = useActorName();
  const isAdmin = useMay('admin');
  if (kind === 'workflow') return <ThingLink id={id} />;
  if (kind === 'api_key') return isAdmin ? <Link to="/settings/api">{nameOf(id)}</Link> : <>{nameOf(id)}</>;
  return kind === 'user' ? <Link to="/settings/team">{nameOf(id)}</Link> : <>{nameOf(id)}</>;
}
