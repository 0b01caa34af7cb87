using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Thread;
using Tsumugi.Hub;

namespace Tsumugi.Thread;

/// <summary>全体の来歴: the journal that every other room writes into. Its doors stand in Ethics, left of nothing that it needs.</summary>
public static class ThreadViews
{
    public static NodeView Node(NodeRef node, LineageGraph ancestors, LineageGraph descendants) => new(
        node.ToString(),
        [.. ancestors.Nodes.Skip(1).Select(reached => new RelatedNode(reached.Node.ToString(), -reached.Depth))],
        [.. descendants.Nodes.Skip(1).Select(reached => new RelatedNode(reached.Node.ToString(), reached.Depth))],
        [.. ancestors.Ties.Union(descendants.Ties).Select(tie => new TieView(tie.From.ToString(), tie.Relation, tie.To.ToString()))],
        ancestors.Truncated || descendants.Truncated);

    public static EventView Event(EventRow row) => new(
        row.Seq, HashChain.ReadTime(row.At), row.Actor, row.Kind, row.Subject,
        JsonSerializer.Deserialize<JsonElement>(row.Body), Convert.ToHexStringLower(row.Hash));

    public static VerdictView Verdict(ThreadVerdict verdict) => new(
        verdict.Valid, verdict.Length, verdict.Head, verdict.Redacted, verdict.Fault?.Seq, verdict.Fault?.Reason.ToString());
}
