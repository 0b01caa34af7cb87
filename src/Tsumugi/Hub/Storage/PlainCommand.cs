using System.Data.Common;

namespace Tsumugi.Hub.Storage;

/// <summary>Statements that are prepared once and run many times.</summary>
internal static class PlainCommand
{
    public static DbCommand Put(this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <param name="values">In the order of the parameters.</param>
    public static void Set(this DbCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
