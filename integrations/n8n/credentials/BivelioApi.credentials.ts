import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

export class BivelioApi implements ICredentialType {
	name = 'bivelioApi';

	displayName = 'BiVelio API';

	icon = {
		light: 'file:../icons/bivelio.svg',
		dark: 'file:../icons/bivelio.dark.svg',
	} as const;

	documentationUrl = 'https://docs.bivelio.com/docs/connect/';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'A secret key of the dashboard, page Keys: bv_live_… of your data, bv_test_… of the sandbox',
		},
		{
			displayName: 'Address of the API',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'https://api.bivelio.com/v1',
			description: 'Leave it empty: the key tells. It is for an installation of your own.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-API-Key': '={{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{$credentials.url || ($credentials.apiKey.startsWith("bv_test_") ? "https://sandbox.api.bivelio.com/v1" : "https://api.bivelio.com/v1")}}',
			url: '/contacts/list',
			method: 'POST',
			body: { data: { per_page: 1 } },
			json: true,
		},
	};
}
