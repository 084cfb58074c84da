// The workload of weir-bench's "ns-3 workload" lines, in ns-3: clients that send 60 messages of
// 100 bytes, one a second, each over a link of its own (10 Mbit/s, 25 ms one way) to a server.
// Client i of N connects at i/N seconds and sends its first message a second later.
//
//   ns3-workload CLIENTS CLIENTS-PER-SERVER
//
// Prints the wall time of the run alone, set-up excluded, in milliseconds.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"

using namespace ns3;

namespace {

const int kMessages = 60;
const uint32_t kMessageBytes = 100;
const uint16_t kPort = 80;

void Send(Ptr<Socket> socket, int left) {
  socket->Send(Create<Packet>(kMessageBytes));
  if (left > 1) Simulator::Schedule(Seconds(1), &Send, socket, left - 1);
}

void Connect(Ptr<Node> client, Ipv4Address server) {
  Ptr<Socket> socket = Socket::CreateSocket(client, TcpSocketFactory::GetTypeId());
  socket->Bind();
  socket->Connect(InetSocketAddress(server, kPort));
  Simulator::Schedule(Seconds(1), &Send, socket, kMessages);
}

}  // namespace

int main(int argc, char** argv) {
  const int clients = argc > 1 ? std::atoi(argv[1]) : 1000;
  const int per_server = argc > 2 ? std::atoi(argv[2]) : clients;
  if (clients < 1 || per_server < 1) return 2;
  const int servers = (clients + per_server - 1) / per_server;
  Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));

  NodeContainer nodes;
  nodes.Create(servers + clients);
  InternetStackHelper().Install(nodes);
  PointToPointHelper link;
  link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
  link.SetChannelAttribute("Delay", StringValue("25ms"));
  PacketSinkHelper sink(
      "ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), kPort));
  ApplicationContainer sinks;
  for (int server = 0; server < servers; server++) sinks.Add(sink.Install(nodes.Get(server)));
  sinks.Start(Seconds(0));

  Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
  for (int index = 0; index < clients; index++) {
    Ptr<Node> client = nodes.Get(servers + index);
    NetDeviceContainer ends = link.Install(client, nodes.Get(index / per_server));
    Ipv4InterfaceContainer interfaces = addresses.Assign(ends);
    addresses.NewNetwork();
    Simulator::Schedule(
        Seconds(double(index) / clients), &Connect, client, interfaces.GetAddress(1));
  }

  Simulator::Stop(Seconds(70));
  const auto start = std::chrono::steady_clock::now();
  Simulator::Run();
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  uint64_t received = 0;
  for (int server = 0; server < servers; server++) {
    received += DynamicCast<PacketSink>(sinks.Get(server))->GetTotalRx();
  }
  const uint64_t sent = uint64_t(clients) * kMessages * kMessageBytes;
  if (received != sent) {
    std::fprintf(stderr, "%llu of %llu bytes arrived\n", (unsigned long long)received,
                 (unsigned long long)sent);
    return 1;
  }
  std::printf("%.1f\n", wall.count());
  Simulator::Destroy();
  return 0;
}
