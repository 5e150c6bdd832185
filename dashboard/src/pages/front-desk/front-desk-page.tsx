/** The front desk: whether it answers, how, when a person goes on, and a conversation to try it. */
import type { Desk } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Power, PowerOff } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note, Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { Answers } from './answers';
import { HandOver } from './hand-over';
import { frontDesk } from './routes';
import { Trial } from './trial';

export default function FrontDeskPage() {
  const { t } = useLingui();
  const { tab } = frontDesk.route.useSearch();
  const change = useChange();
  const mayEdit = useMay('admin');
  const read = useRead<Desk>(['agents.deskGet'], (client) => client.agents.deskGet());
  const about = t`Un assistent que respon els clients a qualsevol hora, amb els teus textos, i et passa la conversa quan cal una persona.`;
  if (read.error || !read.data) {
    return (
      <Page title={t`Recepció`} about={about}>
        {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : <Loading lines={8} />}
      </Page>
    );
  }
  const desk = read.data;
  return (
    <Page
      title={
        <>
          {t`Recepció`} {desk.enabled ? <Badge tone="good">{t`respon`}</Badge> : <Badge tone="quiet">{t`no respon`}</Badge>}
        </>
      }
      about={about}
      actions={mayEdit && <Switch of={desk} />}
    >
      {!mayEdit && <Note>{t`Per canviar-ho cal el rol d’administrador.`}</Note>}
      <Tabs
        label={t`Parts de la recepció`}
        value={tab ?? 'answers'}
        onChange={(next) => change({ tab: next === 'answers' ? undefined : next })}
        tabs={[
          { value: 'answers', label: t`Com respon`, content: <Answers of={desk} mayEdit={mayEdit} /> },
          { value: 'hand-over', label: t`Quan passa a una persona`, content: <HandOver of={desk} mayEdit={mayEdit} /> },
          { value: 'try', label: t`Prova’l`, content: <Trial of={desk} /> },
        ]}
      />
    </Page>
  );
}

/** Opens and closes the desk. What it still needs is said in a message. */
function Switch({ of: { enabled } }: { of: Desk }) {
  const { t } = useLingui();
  const update = useWrite((client, next: boolean) => client.agents.deskUpdate({ enabled: next }), {
    again: ['agents.deskGet'],
    done: ({ enabled: isOpen }) => (isOpen ? t`L’assistent respon els clients.` : t`L’assistent ja no respon ningú.`),
  });
  return enabled ? (
    <Button icon={PowerOff} onClick={() => update.mutate(false)} disabled={update.isPending}>
      <Trans>Atura’l</Trans>
    </Button>
  ) : (
    <Button look="primary" icon={Power} onClick={() => update.mutate(true)} disabled={update.isPending}>
      <Trans>Engega’l</Trans>
    </Button>
  );
}
