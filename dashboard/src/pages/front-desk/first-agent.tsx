/** The way to a first agent: one that may do what a front desk does, to be changed afterwards. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { readKey } from '~/app/cache-keys';
import { useEnvironment } from '~/app/environment';
import { useOrganisationName } from '~/app/organisation';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { TableFrame } from '~/ui/table';

/** What it may do: look in the company's texts, give times, book, and leave a case for a person. */
const TOOLS = ['knowledge.search', 'calendar.services_list', 'calendar.slots', 'calendar.book', 'calendar.move', 'cases.create'];

export function FirstAgent() {
  const { t } = useLingui();
  const organisation = useOrganisationName();
  const cache = useQueryClient();
  const environment = useEnvironment();
  const make = useWrite(
    async (client) => {
      const agent = await client.agents.create({
        name: t`Recepció`,
        description: t`Respon els clients, dona hora i avisa una persona quan cal.`,
        instructions: t`Ets l’assistent de ${organisation}. Respon els clients amb el que diuen els textos de l’empresa, ajuda’ls a demanar hora i, si no pots resoldre el que demanen, digues-los que els atendrà una persona.`,
        category: 'front_desk',
        tools: TOOLS,
        sees: ['name', 'language'],
      });
      return client.agents.deskUpdate({ agent_id: agent.id });
    },
    {
      again: ['agents.list', 'usage.get'],
      done: t`S’ha creat l’agent de la recepció.`,
      // The form begins when the list has the agent: by then the desk must have it too, or what is typed would be lost.
      onDone: (desk) => cache.setQueryData(readKey(environment, ['agents.deskGet']), desk),
    },
  );
  const action = (
    <Button look="primary" icon={Bot} onClick={() => make.mutate(undefined)} disabled={make.isPending} aria-busy={make.isPending}>
      <Trans>Crea l’agent de la recepció</Trans>
    </Button>
  );
  return (
    <TableFrame>
      <Empty icon={Bot} title={<Trans>Cal un agent que respongui</Trans>} action={action}>
        <p>
          <Trans>Te’n fem un que busca en els teus textos, dona hora i obre casos. Després el pots canviar com vulguis.</Trans>
        </p>
      </Empty>
    </TableFrame>
  );
}
