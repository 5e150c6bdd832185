/** The producer's declaration of responsibility for the program, as the law asks it to be seen inside it. */
import type { Declaration } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Facts, Note, Page } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import styles from './invoices.module.css';

/** What is declared is the Spanish text, whatever the language of the dashboard is. */
const DECLARED = { language: 'es' } as const;

export default function DeclarationPage() {
  const { t } = useLingui();
  const read = useRead<Declaration>(['invoices.declaration'], (api) => api.invoices.declaration(DECLARED));
  const back = <Link to="/invoices">{t`Factures`}</Link>;
  return (
    <Page title={t`Declaració responsable`} back={back} actions={read.data && <AsPdf of={read.data} />}>
      {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : read.data ? <Said of={read.data} /> : <Loading lines={12} />}
    </Page>
  );
}

function AsPdf({ of: { version } }: { of: Declaration }) {
  const download = useWrite(async (api, of: string) => {
    const { content_base64: content = '', filename = 'declaracion.pdf' } = await api.invoices.declaration({ ...DECLARED, version: of, format: 'pdf' });
    saveAs(new Blob([Uint8Array.from(atob(content), (character) => character.charCodeAt(0))], { type: 'application/pdf' }), filename);
  });
  return (
    <Button icon={Download} aria-busy={download.isPending} onClick={() => download.mutate(version)}>
      <Trans>Baixa-la en PDF</Trans>
    </Button>
  );
}

function Said({ of: { title, items, is_signed: isSigned, issuer } }: { of: Declaration }) {
  const { t } = useLingui();
  return (
    <>
      {!isSigned && (
        <Note tone="warning">
          <Trans>Aquesta plataforma és una demostració: ningú no ha subscrit la declaració.</Trans>
        </Note>
      )}
      <Card>
        <article lang="es">
          <h2>{title}</h2>
          <dl className={styles.declared}>
            {items.map(({ letter, heading, text }) => (
              <div key={letter}>
                <dt>{`${letter}) ${heading}`}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </article>
      </Card>
      <Card>
        <Facts
          facts={[
            [t`Qui emet amb aquest compte`, issuer.legal_name ?? '–'],
            [t`NIF`, issuer.nif ?? '–'],
          ]}
        />
      </Card>
    </>
  );
}
