"""A client of another language over TLS, that trusts one authority and shows no certificate of its own.

usage: over_tls.py ADDRESS AUTHORITY; prints how many initiatives the hub shows to anyone.
"""

import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

address, authority = sys.argv[1:]
with open(authority, "rb") as file:
    credentials = grpc.ssl_channel_credentials(root_certificates=file.read())
channel = grpc.secure_channel(address, credentials)
database = ProtoReflectionDescriptorDatabase(channel)
try:
    database.get_services()
except grpc.RpcError as error:
    is_untrusted = error.code() == grpc.StatusCode.UNAVAILABLE and "CERTIFICATE_VERIFY_FAILED" in error.details()
    print("not trusted" if is_untrusted else error.details())
    sys.exit()
pool = DescriptorPool(database)
service = pool.FindServiceByName("hora.backbone.v1.BackboneQueries")
method = service.FindMethodByName("ListInitiatives")
request = GetMessageClass(method.input_type)()
request.meta.initiative = "hub"
list_initiatives = channel.unary_unary(
    f"/{service.full_name}/{method.name}",
    request_serializer=type(request).SerializeToString,
    response_deserializer=GetMessageClass(method.output_type).FromString,
)
print("initiatives", len(list_initiatives(request).initiatives))
