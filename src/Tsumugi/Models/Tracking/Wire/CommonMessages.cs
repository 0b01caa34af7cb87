namespace Tsumugi.Models.Tracking.Wire;

/// <summary>An answer without content: clients insist on an object.</summary>
public sealed record Nothing
{
    public static readonly Nothing Instance = new();
}

/// <summary>A request without content.</summary>
public sealed record NoRequest;

public sealed record WireError(string ErrorCode, string Message);

public sealed record KeyValue(string? Key, string? Value);

public sealed record ServerInfo(
    string StoreType, bool WorkspacesEnabled, bool TraceArchivalEnabled, bool MultipartUploadsEnabled, bool MultipartDownloadsEnabled);

/// <param name="Path">Relative to what was listed, or to the run's root: see the use case.</param>
public sealed record FileMessage(string Path, bool IsDir, long? FileSize);
