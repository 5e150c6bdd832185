/** A new key, shown once: to copy, and in lines that are ready to run. */
import type { ApiKey } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { apiUrl } from '~/app/environment';
import { Button } from '~/ui/button';
import { CodeBlock } from '~/ui/code-block';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { Note } from '~/ui/page';
import { Secret } from '~/ui/secret';
import { Tabs } from '~/ui/tabs';
import { samplesOf } from './samples';

export function ShownKey({ of: key, onClose }: { of: ApiKey; onClose: () => void }) {
  const { t } = useLingui();
  const [language, setLanguage] = useState<'curl' | 'python' | 'javascript'>('curl');
  const text = key.key ?? '';
  const samples = samplesOf(text, apiUrl(key.environment === 'live' ? 'live' : 'sandbox'), key.scopes, key.resources);
  const tabs = [
    { value: 'curl' as const, label: 'curl', content: <CodeBlock text={samples.curl} label="curl" wraps /> },
    { value: 'python' as const, label: 'Python', content: <CodeBlock text={samples.python} label="Python" wraps /> },
    { value: 'javascript' as const, label: 'JavaScript', content: <CodeBlock text={samples.javascript} label="JavaScript" wraps /> },
  ];
  return (
    <Dialog title={t`La clau «${key.name}»`} kind="wide" onClose={onClose} isFirm>
      <Note tone="warning">
        <Trans>Copia-la ara: no es torna a mostrar. Desa-la en un gestor de secrets, no en el codi.</Trans>
      </Note>
      <Secret text={text}>
        <CopyButton text={text} label={t`Copia la clau`} hasText />
      </Secret>
      <Tabs label={t`Exemples`} tabs={tabs} value={language} onChange={setLanguage} />
      <Actions>
        <Button look="primary" onClick={onClose}>
          <Trans>Ja l’he desada</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
