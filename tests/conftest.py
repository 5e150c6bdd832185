"""What every test shares: an environment like a function's, that points at no real account."""

import os

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-west-1",
    TABLE_NAME="bivelio",
    DOCUMENTS_BUCKET="bivelio-documents",
    SIGNING_SECRET_ID="bivelio/signing",
    DEPLOYMENT="local",
    POWERTOOLS_SERVICE_NAME="bivelio-api",
    LOG_LEVEL="WARNING",
)
