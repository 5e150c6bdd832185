/** Removing a member, withdrawing an invitation, or leaving: after a confirmation that says what ends. */
import type { Person } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { signOut, usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Confirm } from '~/ui/confirm';
import { ErrorState } from '~/ui/error-state';

export function RemovePerson({ of: person, onClose }: { of: Person; onClose: () => void }) {
  const { t } = useLingui();
  const { id, email, name } = person;
  const who = name ?? email;
  const isSelf = id === usePerson().id;
  const isInvited = person.status !== 'active';
  const done = isSelf ? t`Has deixat l’organització.` : isInvited ? t`S’ha retirat la invitació de ${who}.` : t`${who} ja no és a l’equip.`;
  const remove = useWrite((client, _input: void) => (isSelf ? client.users.leave() : client.users.remove(id)), {
    again: isSelf ? [] : ['users.list'],
    done,
    onDone: () => {
      onClose();
      if (isSelf) void signOut();
    },
    errorsAreShown: true,
  });
  const title = isSelf ? t`Deixa l’organització` : isInvited ? t`Retira la invitació de ${who}` : t`Treu ${who} de l’equip`;
  const action = isSelf ? <Trans>Deixa-la</Trans> : isInvited ? <Trans>Retira-la</Trans> : <Trans>Treu de l’equip</Trans>;
  return (
    <Confirm title={title} action={action} onConfirm={() => remove.mutate()} onClose={onClose} isPending={remove.isPending}>
      <p>
        {isSelf && <Trans>Se’t tancarà la sessió. Per tornar-hi caldrà que algú et convidi.</Trans>}
        {!isSelf && isInvited && <Trans>L’enllaç que se li va enviar deixa de funcionar.</Trans>}
        {!isSelf && !isInvited && <Trans>D’aquí a mig minut no podrà entrar. El que ha fet i les claus que ha creat es queden.</Trans>}
      </p>
      {remove.error && <ErrorState error={remove.error} />}
    </Confirm>
  );
}
