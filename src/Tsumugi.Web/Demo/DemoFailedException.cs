namespace Tsumugi.Web.Demo;

/// <summary>A step of the demo did not succeed; the message says which and what its job said.</summary>
public sealed class DemoFailedException(string message) : Exception(message);
