namespace Tsumugi.Client.Inference;

/// <summary>How hub and serving worker speak: the protocol's own bodies at these addresses of the worker's socket.</summary>
public static class ServedAddress
{
    public const string Ready = "/ready";

    public const string Metadata = "/model";

    public const string Infer = "/infer";

    /// <summary>Whose request it is, so that nobody's batches crowd out another's.</summary>
    public const string LaneHeader = "Tsumugi-Lane";

    /// <summary>Items and tokens that an answer cost.</summary>
    public const string ItemsHeader = "Tsumugi-Items";

    public const string TokensHeader = "Tsumugi-Tokens";
}
