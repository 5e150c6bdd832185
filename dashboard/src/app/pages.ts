/** All pages: what the router, the menu, the command palette and the tests know. A new page is one line here. */
import { events } from '../pages/events/routes';
import { contact, contacts, duplicates, importContacts } from '../pages/contacts/routes';
import { books, declaration, invoice, invoices } from '../pages/invoices/routes';
import { conversations } from '../pages/conversations/routes';
import { document, documents } from '../pages/documents/routes';
import { calendar } from '../pages/calendar/routes';
import { cases } from '../pages/cases/routes';
import { deals } from '../pages/deals/routes';
import { agent, agents } from '../pages/agents/routes';
import { bookings } from '../pages/bookings/routes';
import { frontDesk } from '../pages/front-desk/routes';
import { collection, knowledge } from '../pages/knowledge/routes';
import { logs } from '../pages/logs/routes';
import { usage } from '../pages/usage/routes';
import { integrations } from '../pages/integrations/routes';
import { audit } from '../pages/audit/routes';
import { organisation } from '../pages/organisation/routes';
import { keys } from '../pages/keys/routes';
import { approvals, editWorkflow, newWorkflow, run, runs, workflow, workflows } from '../pages/workflows/routes';
import { accept, email, forgot, reset } from '../pages/sign-in/routes';
import { account, authorize, device, security } from '../pages/security/routes';
import { start } from '../pages/start/routes';
import { team } from '../pages/team/routes';
import { webhook, webhooks } from '../pages/webhooks/routes';
import type { Page } from './page';

export const pages = [
  start, //
  workflows,
  newWorkflow,
  workflow,
  editWorkflow,
  runs,
  run,
  approvals,
  agents,
  agent,
  knowledge,
  collection,
  contacts,
  importContacts,
  duplicates,
  contact,
  invoices,
  books,
  declaration,
  invoice,
  conversations,
  frontDesk,
  documents,
  document,
  calendar,
  bookings,
  cases,
  deals,
  keys,
  webhooks,
  webhook,
  events,
  logs,
  integrations,
  usage,
  organisation,
  audit,
  team,
  account,
  security,
  authorize,
  device,
] as const;

/** The pages that everybody may open, without the shell. */
export const publicPages = [forgot, reset, email, accept] as const;

/** The pages as a list of one kind. */
export const PAGES: readonly Page[] = pages as unknown as readonly Page[];
