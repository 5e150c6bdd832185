/** The second factor: whether it is on, and what switches it on and off. */
import { Trans, Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useMe } from '~/app/organisation';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Note, Section } from '~/ui/page';
import { Enrol } from './enrol';
import { RenewCodes } from './recovery-codes';
import styles from './security.module.css';

const FEW = 3;

export function SecondFactor() {
  const { t } = useLingui();
  const me = useMe();
  const [doing, setDoing] = useState<'enrol' | 'renew' | 'disable'>();
  const close = () => setDoing(undefined);
  if (me.error) return <ErrorState error={me.error} retry={() => void me.refetch()} />;
  if (!me.data) return <Loading lines={3} />;
  const { enabled, required, recovery_codes_left: left } = me.data.mfa;
  return (
    <Section title={t`Segon factor`}>
      {required && !enabled && (
        <Note tone="warning">
          <Trans>L’organització demana un segon factor als propietaris. Fins que no l’activis no pots fer res més.</Trans>
        </Note>
      )}
      <Card>
        <div className={styles.state}>
          <div>
            <p>{enabled ? <Badge tone="good">{t`activat`}</Badge> : <Badge tone="quiet">{t`desactivat`}</Badge>}</p>
            {enabled ? (
              <p>
                <Plural value={left} one="Et queda # codi de recuperació." other="Et queden # codis de recuperació." />{' '}
                {left < FEW && <Trans>Fes-ne de nous abans de quedar-te sense.</Trans>}
              </p>
            ) : (
              <p>
                <Trans>Per entrar caldrà també un codi del teu telèfon: amb la contrasenya sola no n’hi haurà prou.</Trans>
              </p>
            )}
          </div>
          {enabled ? (
            <>
              <Button onClick={() => setDoing('renew')}>
                <Trans>Fes codis nous</Trans>
              </Button>
              <Button onClick={() => setDoing('disable')}>
                <Trans>Desactiva</Trans>
              </Button>
            </>
          ) : (
            <Button look="primary" onClick={() => setDoing('enrol')}>
              <Trans>Activa el segon factor</Trans>
            </Button>
          )}
        </div>
      </Card>
      {doing === 'enrol' && <Enrol onClose={close} />}
      {doing === 'renew' && <RenewCodes onClose={close} />}
      {doing === 'disable' && <Disable isRequired={required} onClose={close} />}
    </Section>
  );
}

function Disable({ isRequired, onClose }: { isRequired: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const disable = useWrite((client, _input: void) => client.auth.mfaDisable(), {
    again: ['auth.me'],
    done: t`S’ha desactivat el segon factor.`,
  });
  const confirm = () => {
    disable.mutate();
    onClose();
  };
  return (
    <Confirm title={t`Desactiva el segon factor`} action={<Trans>Desactiva’l</Trans>} onConfirm={confirm} onClose={onClose}>
      <p>
        <Trans>Per entrar n’hi haurà prou amb la contrasenya. Els codis de recuperació deixen de funcionar.</Trans>
      </p>
      {isRequired && (
        <Note tone="warning">
          <Trans>L’organització el demana als propietaris: no podràs fer res més fins que el tornis a activar.</Trans>
        </Note>
      )}
    </Confirm>
  );
}
