using System.Globalization;
using System.Net.Mail;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>The server through which the hub sends e-mail (SMTP, RFC 5321).</summary>
public sealed record MailOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The sender, for example <c>Tsumugi &lt;hub@example.org&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>Null for a server that asks for no name.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Encrypted, from the beginning on port 465 and otherwise by STARTTLS where the server has it.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>Reads <c>TSUMUGI_SMTP_HOST</c>, <c>_PORT</c> (587 when empty), <c>_FROM</c>, <c>_USER</c>, <c>_PASSWORD</c> and <c>_TLS</c> (<c>false</c> for none), each also from the file that <c>…_FILE</c> names.</summary>
    /// <returns>Null when no host is set: the hub then sends no e-mail.</returns>
    /// <exception cref="StateFolderException">When something is missing, cannot be read, or is no number or address.</exception>
    public static MailOptions? Read(Func<string, string?> variable)
    {
        var settings = new SecretSettings("TSUMUGI_SMTP_", new("メール（SMTP）", "E-mail (SMTP)"), variable);
        if (settings.Find("HOST") is not { } host)
            return null;
        var from = settings.Need("FROM");
        settings.RefuseMissing();
        if (!MailAddress.TryCreate(from, out _))
            throw settings.Fault(new("TSUMUGI_SMTP_FROM はメールアドレスにしてください。", "TSUMUGI_SMTP_FROM must be an e-mail address."));
        if (!int.TryParse(settings.Find("PORT") ?? "587", CultureInfo.InvariantCulture, out var port) || port is not (> 0 and < 65536))
            throw settings.Fault(new("TSUMUGI_SMTP_PORT は 1 から 65535 までの数にしてください。", "TSUMUGI_SMTP_PORT must be a number from 1 to 65535."));
        if (!bool.TryParse(settings.Find("TLS") ?? "true", out var tls))
            throw settings.Fault(new("TSUMUGI_SMTP_TLS は true か false にしてください。", "TSUMUGI_SMTP_TLS must be true or false."));
        return new() { Host = host, Port = port, From = from, User = settings.Find("USER"), Password = settings.Find("PASSWORD"), Tls = tls };
    }

    /// <summary>Says where, never with what: this text may reach a log.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
