using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>What the hub's own terms say where the Data Use Ontology is silent; of several sources the last in this order holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Allowance>))]
public enum Allowance
{
    Allowed,
    ByApproval,
    NotAllowed,
}
