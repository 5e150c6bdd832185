/** The signing secret of a webhook, shown once. */
import type { SignedWebhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '~/ui/button';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { Note } from '~/ui/page';
import { Secret } from '~/ui/secret';
import { When } from '~/ui/when';

export function ShownSecret({ of: webhook, onClose }: { of: SignedWebhook; onClose: () => void }) {
  const { t } = useLingui();
  const { signing_secret: secret, previous_secret_expires_at: until } = webhook;
  return (
    <Dialog title={t`El secret de signatura`} onClose={onClose} isFirm>
      <Note tone="warning">
        <Trans>Copia’l ara: no es torna a mostrar. El teu servidor hi comprova que els lliuraments són nostres.</Trans>
      </Note>
      <Secret text={secret}>
        <CopyButton text={secret} label={t`Copia el secret`} hasText />
      </Secret>
      {until && (
        <p>
          <Trans>
            El secret anterior també signa fins a <When at={until} as="moment" />.
          </Trans>
        </p>
      )}
      <p>
        <a href={`/docs/webhooks/#verify-signatures`} target="_blank" rel="noreferrer">
          <Trans>Com es comprova una signatura</Trans>
        </a>
      </p>
      <Actions>
        <Button look="primary" onClick={onClose}>
          <Trans>Ja l’he desat</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
