"""Uploads end before they fill a disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# The other fields of the form and the marks between them.
MARGIN = 1024 * 1024


class Limit(FileUploadHandler):
    """Refuses a form whose files are larger than UPLOAD_LIMIT, by its announced length and while it is read."""

    def __init__(self, request=None):
        super().__init__(request)
        self.received = 0

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.UPLOAD_LIMIT + MARGIN:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT + MARGIN:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size):
        return None
