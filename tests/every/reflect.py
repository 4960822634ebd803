"""A client that knows nothing of Hora but its address: everything else it learns by reflection.

usage: reflect.py ADDRESS INITIATIVE; prints the adopted version of the agenda, and the code of a refusal.
"""

import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

address, initiative = sys.argv[1:]
channel = grpc.insecure_channel(address)
database = ProtoReflectionDescriptorDatabase(channel)
assert "hora.log.v1.Log" in database.get_services(), database.get_services()
service = DescriptorPool(database).FindServiceByName("hora.agenda.v1.AgendaQueries")
method = service.FindMethodByName("GetAgenda")
request_class = GetMessageClass(method.input_type)
response_class = GetMessageClass(method.output_type)
get_agenda = channel.unary_unary(
    f"/{service.full_name}/{method.name}",
    request_serializer=request_class.SerializeToString,
    response_deserializer=response_class.FromString,
)
request = request_class()
request.meta.initiative = initiative
print("version", get_agenda(request).agenda.version)
request.meta.initiative = "nobody-knows"
try:
    get_agenda(request)
except grpc.RpcError as error:
    print("refused", error.code().name)
