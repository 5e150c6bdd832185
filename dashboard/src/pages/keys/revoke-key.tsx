/** Revoking a key: after a confirmation that says what stops; the list shows it at once. */
import type { ApiKey } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useWrite } from '~/app/use-write';
import { Confirm } from '~/ui/confirm';
import { When } from '~/ui/when';

export function RevokeKey({ of: key, onClose }: { of: ApiKey; onClose: () => void }) {
  const { t } = useLingui();
  const revoke = useWrite((client, { id }: ApiKey) => client.keys.revoke(id), {
    at: 'keys.list',
    change: (one: ApiKey, revoked) => (one.id === revoked.id ? { ...one, status: 'revoked' } : one),
    again: ['keys.list'],
    done: t`S’ha revocat la clau «${key.name}».`,
  });
  const confirm = () => {
    revoke.mutate(key);
    onClose();
  };
  return (
    <Confirm title={t`Revoca «${key.name}»`} action={<Trans>Revoca la clau</Trans>} onConfirm={confirm} onClose={onClose}>
      <p>
        <Trans>
          En 30 segons deixarà de funcionar a tot arreu, i els programes que la fan servir rebran errors. No es pot desfer.
        </Trans>
      </p>
      {key.last_used_at && (
        <p className="quiet">
          <Trans>
            L’últim ús: <When at={key.last_used_at} />
          </Trans>
        </p>
      )}
    </Confirm>
  );
}
