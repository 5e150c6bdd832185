import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** Signs in at our server: n8n finds it by its metadata, registers itself there, and proves itself by PKCE. */
export class BivelioOAuth2Api implements ICredentialType {
	name = 'bivelioOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'BiVelio OAuth2 API';

	icon = {
		light: 'file:../icons/bivelio.svg',
		dark: 'file:../icons/bivelio.dark.svg',
	} as const;

	documentationUrl = 'https://docs.bivelio.com/docs/connect/';

	properties: INodeProperties[] = [
		{
			displayName: 'Data',
			name: 'url',
			type: 'options',
			options: [
				{ name: 'Live', value: 'https://api.bivelio.com/v1' },
				{ name: 'Sandbox', value: 'https://sandbox.api.bivelio.com/v1' },
			],
			default: 'https://api.bivelio.com/v1',
			description: 'Which data to work with',
		},
		{
			displayName: 'Use Dynamic Client Registration',
			name: 'useDynamicClientRegistration',
			type: 'hidden',
			default: true,
		},
		{
			displayName: 'Server URL',
			name: 'serverUrl',
			type: 'hidden',
			default:
				'={{$self["url"].includes("sandbox") ? "https://mcp.bivelio.com/sandbox/api" : "https://mcp.bivelio.com/api"}}',
			description: 'The resource whose metadata name our server',
		},
	];
}
