/** What may be done with a person of the list: by administrators, for oneself, and with owners by owners alone. */
import type { Person } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis } from 'lucide-react';
import { includes, type Role, usePerson } from '~/app/session';
import { useMay } from '~/app/use-may';
import { useWrite } from '~/app/use-write';
import { IconButton } from '~/ui/button';
import { Menu, MenuItem } from '~/ui/menu';

/** What is being done with a person. */
export type Doing = { what: 'role' | 'remove' | 'leave'; person: Person };

export function PersonMenu({ of: person, onDo }: { of: Person; onDo: (doing: Doing) => void }) {
  const { t } = useLingui();
  const me = usePerson();
  const isAdmin = useMay('admin');
  const resend = useWrite(
    (client, { email, role }: Person) => client.users.invite({ email, role: role as Role }),
    { again: ['users.list'], done: t`S’ha enviat un enllaç nou a ${person.email}. El d’abans ja no funciona.` },
  );
  const isSelf = person.id === me.id;
  const mayChange = isAdmin && includes(me.role, person.role as Role);
  if (!mayChange && !isSelf) return null;
  const isInvited = person.status !== 'active';
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${person.email}`} />}>
      {mayChange && isInvited && (
        <MenuItem onSelect={() => resend.mutate(person)}>
          <Trans>Torna a enviar la invitació</Trans>
        </MenuItem>
      )}
      {mayChange && (
        <MenuItem onSelect={() => onDo({ what: 'role', person })}>
          <Trans>Canvia el rol</Trans>
        </MenuItem>
      )}
      <MenuItem isDanger onSelect={() => onDo({ what: isSelf ? 'leave' : 'remove', person })}>
        {isSelf ? <Trans>Deixa l’organització</Trans> : isInvited ? <Trans>Retira la invitació</Trans> : <Trans>Treu de l’equip</Trans>}
      </MenuItem>
    </Menu>
  );
}
